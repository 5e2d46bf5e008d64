import { ActionIcon, Menu } from '@mantine/core';
import { IconColumns2, IconColumns2Filled } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import type { Comparison } from '../heatmap/heatmap.slice';

const BESIDE: readonly Comparison[] = ['nothing', 'picture', 'other'];

/** What is shown next to the heatmap. */
export function CompareMenu({ disabled }: { disabled: boolean }) {
  const { getState } = useAppStore();
  const m = useMessages().stage;
  const { comparison, sentenceLevel } = useApp(({ heatmap }) => ({
    comparison: heatmap.comparison,
    sentenceLevel: heatmap.sentenceLevel,
  }));
  const choices: Readonly<Record<Comparison, string>> = {
    nothing: m.comparisons.nothing,
    picture: m.comparisons.picture,
    other: sentenceLevel ? m.comparisons.sentence : m.comparisons.word,
  };
  const choose = (value: string) => {
    const chosen = BESIDE.find((each) => each === value);
    if (chosen) getState().heatmap.setComparison(chosen);
  };
  return (
    <Menu position="top" width={220} transitionProps={{ duration: 0 }} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={m.compare}
          title={m.shortcut({ label: m.compare, key: 'B' })}
          disabled={disabled}
        >
          {comparison === 'nothing' ? <IconColumns2 size={20} /> : <IconColumns2Filled size={20} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{m.comparison}</Menu.Label>
        <Menu.RadioGroup value={comparison} onChange={choose}>
          {BESIDE.map((value) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {choices[value]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
