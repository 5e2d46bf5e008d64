import type { Capability } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import type { App } from '../../../store/app-state';
import { useApp } from '../../../store/react';
import { DEMO } from '../active/choice';
import { DEMO_ID } from '../active/names';
import { CapabilityBadges } from '../CapabilityBadges';
import classes from '../models.module.css';
import { UseActions } from './UseActions';

const CAPTIONS: readonly Capability[] = ['caption'];

/** The model that comes with the app. Its size and capabilities are known while it is loaded. */
export function DemoItem() {
  const capabilities = useApp(capabilitiesOf);
  const bytes = useApp(({ model }) => (model.loaded?.id === DEMO_ID ? model.loaded.bytes : null));
  const m = useMessages().models;
  return (
    <>
      <h4 className={classes.name}>{m.demo}</h4>
      <CapabilityBadges capabilities={capabilities} />
      <p className={classes.facts}>
        {bytes === null ? m.library.demoFacts : m.library.demoFactsBytes({ bytes })}
      </p>
      <div className={classes.actions}>
        <UseActions name={m.demo} choice={DEMO} capabilities={capabilities} />
      </div>
    </>
  );
}

/** For other captioners than itself the demo model neither matches nor answers: it knows too little of pictures. */
function capabilitiesOf({ model: { loaded: model } }: App): readonly Capability[] {
  return model?.id === DEMO_ID ? model.capabilities : CAPTIONS;
}
