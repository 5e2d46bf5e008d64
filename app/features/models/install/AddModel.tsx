import { Button, TextInput } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useApp, useAppStore } from '../../../store/react';
import { useModelPicker } from '../ModelPicker';
import classes from '../models.module.css';
import { bytesText } from './amounts';
import { EndpointField, TokenField } from './HubAccess';
import { hostOf, parseHubAddress } from './hub-id';
import { RECOMMENDED, type Recommendation } from './recommended';

/** The ways in: a suggestion, a name at the hub, files. */
export function AddModel() {
  const host = useApp((state) => hostOf(state.review.hubEndpoint));
  return (
    <section aria-labelledby="add-title" className={classes.add}>
      <h3 id="add-title" className={classes.subtitle}>
        Add a model
      </h3>
      <p className={classes.intro}>
        These are downloaded from {host}, made ready on this device, and kept here. First you are shown what
        it takes.
      </p>
      <ul className={classes.list}>
        {RECOMMENDED.map((model) => (
          <li key={model.id} className={classes.item}>
            <Suggestion model={model} />
          </li>
        ))}
      </ul>
      <HubForm />
      <FromFiles />
    </section>
  );
}

function Suggestion({ model: { id, name, purpose, downloadBytes } }: { model: Recommendation }) {
  const { getState } = useAppStore();
  const installed = useApp(
    ({ library }) => library.contents?.bundles.some((bundle) => bundle.id === id) ?? false,
  );
  const look = () => {
    const endpoint = getState().review.hubEndpoint;
    void getState().review.open({ kind: 'hub', id, revision: 'main', endpoint });
  };
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <h4 className={classes.name}>{name}</h4>
        <p className={classes.purpose}>{purpose}</p>
        <p className={classes.facts}>
          About {bytesText(downloadBytes)} to download; in 8-bit about a quarter of that is kept.
        </p>
      </div>
      <Button variant="default" aria-label={`Look at ${name}`} onClick={look}>
        {installed ? 'Get again' : 'Get'}
      </Button>
    </div>
  );
}

function HubForm() {
  const { getState } = useAppStore();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const look = (event: FormEvent) => {
    event.preventDefault();
    const address = parseHubAddress(text);
    setWrong(!address);
    if (!address) return;
    const endpoint = address.endpoint ?? getState().review.hubEndpoint;
    void getState().review.open({ kind: 'hub', ...address, endpoint });
  };
  return (
    <form className={classes.hub} onSubmit={look}>
      <h4 className={classes.name}>Any other BLIP model from the hub</h4>
      <div className={classes.field}>
        <TextInput
          className={classes.grow}
          aria-label="Model at the hub"
          placeholder="owner/name, or the address of its page"
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={wrong && 'Write it as owner/name, or paste the address of the model’s page.'}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setWrong(false);
          }}
        />
        <Button type="submit" variant="default">
          Look at it
        </Button>
      </div>
      <details className={classes.access}>
        <summary>Hub address and access token</summary>
        <div className={classes.fields}>
          <EndpointField />
          <TokenField />
        </div>
      </details>
    </form>
  );
}

function FromFiles() {
  const pick = useModelPicker();
  return (
    <div className={classes.files}>
      <h4 className={classes.name}>From this device</h4>
      <p className={classes.purpose}>
        A checkpoint (.safetensors, .bin or .pth, with its config.json and vocab.txt beside it) or a Blipscope
        model as a folder or zip file. You can also drop it anywhere on the page.
      </p>
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconFile size={18} aria-hidden="true" />}
          onClick={pick.files}
        >
          Choose files
        </Button>
        <Button
          variant="default"
          leftSection={<IconFolder size={18} aria-hidden="true" />}
          onClick={pick.folder}
        >
          Choose a folder
        </Button>
      </div>
    </div>
  );
}
