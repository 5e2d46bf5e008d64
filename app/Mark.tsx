/** The sign of the app: a frame, and a warm spot in it. */
export function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
      <rect x="2" y="2" width="24" height="24" rx="7" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <circle cx="16.5" cy="12" r="6" fill="var(--accent)" opacity="0.35" />
      <circle cx="16.5" cy="12" r="3" fill="var(--accent)" />
    </svg>
  );
}
