import type { Capability } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import type { App } from '../../../store/app-state';
import { useApp } from '../../../store/react';
import { DEMO } from '../active/choice';
import { DEMO_ID } from '../active/names';
import { capabilityLabels } from '../capability-labels';
import classes from '../models.module.css';
import { UseActions } from './UseActions';

const CAPTIONS: readonly Capability[] = ['caption'];

/** The model that comes with the app. Its size and capabilities are known while it is loaded. */
export function DemoItem() {
  const capabilities = useApp(capabilitiesOf);
  const bytes = useApp(({ model }) => (model.loaded?.id === DEMO_ID ? model.loaded.bytes : null));
  const messages = useMessages();
  const m = messages.models;
  const does = capabilityLabels(messages, capabilities);
  return (
    <>
      <h4 className={classes.name}>{m.demo}</h4>
      <p className={classes.facts}>
        {bytes === null ? m.library.demoFacts({ does }) : m.library.demoFactsBytes({ does, bytes })}
      </p>
      <div className={classes.actions}>
        <UseActions name={m.demo} choice={DEMO} capabilities={capabilities} />
      </div>
    </>
  );
}

/** For other captioners than itself the demo model is no matcher: it knows too little of pictures. */
function capabilitiesOf({ model: { loaded: model } }: App): readonly Capability[] {
  return model?.id === DEMO_ID ? model.capabilities : CAPTIONS;
}
