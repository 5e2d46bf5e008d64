import { Button } from '@mantine/core';
import { errorText } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { explanationOf, methodInUse, whyUnexplained } from './grad-cam.selectors';
import classes from './heatmap.module.css';
import { currentCaption } from './heatmap.selectors';
import type { Method } from './methods';
import { METHOD_NAMES } from './methods';

/** What the heat is to answer. The exact terms are one hover away, the difference one press. */
export function MethodChoice() {
  const { getState } = useAppStore();
  const m = useMessages().heatmap;
  const method = useApp(methodInUse);
  const hasMatcher = useApp(({ matcher }) => matcher.loaded !== null);
  return (
    <fieldset className={classes.group}>
      <legend className={classes.caption}>{m.shows}</legend>
      <div className={classes.palettes}>
        {METHOD_NAMES.map((name) => (
          <MethodOption
            key={name}
            name={name}
            chosen={name === method}
            disabled={name === 'itm' && !hasMatcher}
            onChoose={() => getState().heatmap.setMethod(name)}
          />
        ))}
      </div>
      <MethodTrouble />
      <Button size="compact-sm" variant="subtle" onClick={() => getState().difference.setOpen(true)}>
        {m.whatIsTheDifference}
      </Button>
    </fieldset>
  );
}

interface OptionProps {
  name: Method;
  chosen: boolean;
  disabled: boolean;
  onChoose: () => void;
}

function MethodOption({ name, chosen, disabled, onChoose }: OptionProps) {
  const { methods, needsMatcher } = useMessages().heatmap;
  const { label, term } = methods[name];
  return (
    <label className={classes.method} title={term} data-disabled={disabled || undefined}>
      <input
        type="radio"
        name="method"
        value={name}
        checked={chosen}
        disabled={disabled}
        onChange={onChoose}
      />
      <span>{label}</span>
      {disabled && <small>{needsMatcher}</small>}
    </label>
  );
}

/** Why Grad-CAM is not there, and what to do. */
function MethodTrouble() {
  const { getState } = useAppStore();
  const { common } = useMessages();
  const { caption, why, canRetry } = useApp((state) => {
    const run = currentRun(state);
    const caption = currentCaption(state);
    if (!run || caption === null || methodInUse(state) === 'attention')
      return { caption, why: null, canRetry: false };
    const { messages } = state.language;
    const unexplained = whyUnexplained(state, run, caption);
    const failed = explanationOf(state, run, caption)?.error ?? null;
    return {
      caption,
      why: failed ? errorText(messages, failed) : unexplained && messages.heatmap.unexplained[unexplained],
      canRetry: failed !== null,
    };
  });
  if (!why || caption === null) return null;
  return (
    <div className={classes.group}>
      <p className={classes.trouble} role="status">
        {why}
      </p>
      {canRetry && (
        <Button size="compact-sm" variant="default" onClick={() => void getState().gradCam.retry(caption)}>
          {common.tryAgain}
        </Button>
      )}
    </div>
  );
}
