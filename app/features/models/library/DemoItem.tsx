import type { Capability } from '../../../../core/protocol';
import type { App } from '../../../store/app-state';
import { useApp } from '../../../store/react';
import { DEMO } from '../active/choice';
import { DEMO_ID } from '../active/names';
import { capabilityLabels } from '../capability-labels';
import { bytesText } from '../install/amounts';
import classes from '../models.module.css';
import { UseActions } from './UseActions';

const CAPTIONS: readonly Capability[] = ['caption'];

/** The model that comes with the app. Its size and abilities are known while it is loaded. */
export function DemoItem() {
  const capabilities = useApp(capabilitiesOf);
  const size = useApp(({ model }) =>
    model.loaded?.id === DEMO_ID ? `, ${bytesText(model.loaded.bytes)}` : '',
  );
  return (
    <>
      <h4 className={classes.name}>Demo model</h4>
      <p className={classes.facts}>
        {capabilityLabels(capabilities)}. Comes with the app{size}. Small: it knows drawn scenes, not
        photographs.
      </p>
      <div className={classes.actions}>
        <UseActions name="Demo model" choice={DEMO} capabilities={capabilities} />
      </div>
    </>
  );
}

/** For other captioners than itself the demo model is no matcher: it knows too little of pictures. */
function capabilitiesOf({ model: { loaded: model } }: App): readonly Capability[] {
  return model?.id === DEMO_ID ? model.capabilities : CAPTIONS;
}
