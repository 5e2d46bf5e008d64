import { Button, TextInput } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { hostOf, parseHubAddress } from '../../../../core/hub-address';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { useModelPicker } from '../ModelPicker';
import classes from '../models.module.css';
import { EndpointField, TokenField } from './HubAccess';
import { RECOMMENDED, type Recommendation } from './recommended';

/** The ways in: a suggestion, a name at the hub, files. */
export function AddModel() {
  const m = useMessages().models.add;
  const host = useApp((state) => hostOf(state.review.hubEndpoint));
  return (
    <section aria-labelledby="add-title" className={classes.add}>
      <h3 id="add-title" className={classes.subtitle}>
        {m.title}
      </h3>
      <p className={classes.intro}>{m.intro({ host })}</p>
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

function Suggestion({ model: { id, downloadBytes } }: { model: Recommendation }) {
  const m = useMessages().models.add;
  const { name, purpose } = m.recommended[id];
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
        <p className={classes.facts}>{m.size({ bytes: downloadBytes })}</p>
      </div>
      <Button
        variant="default"
        aria-label={installed ? m.getNamedAgain({ name }) : m.getNamed({ name })}
        onClick={look}
      >
        {installed ? m.getAgain : m.get}
      </Button>
    </div>
  );
}

function HubForm() {
  const m = useMessages().models.add;
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
      <h4 className={classes.name}>{m.other}</h4>
      <div className={classes.field}>
        <TextInput
          className={classes.grow}
          aria-label={m.idLabel}
          placeholder={m.idPlaceholder}
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={wrong && m.idError}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setWrong(false);
          }}
        />
        <Button type="submit" variant="default">
          {m.find}
        </Button>
      </div>
      <details className={classes.access}>
        <summary>{m.access}</summary>
        <div className={classes.fields}>
          <EndpointField />
          <TokenField />
        </div>
      </details>
    </form>
  );
}

function FromFiles() {
  const m = useMessages().models.add;
  const pick = useModelPicker();
  return (
    <div className={classes.files}>
      <h4 className={classes.name}>{m.fromDevice}</h4>
      <p className={classes.purpose}>{m.fromDeviceHint}</p>
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconFile size={18} aria-hidden="true" />}
          onClick={pick.files}
        >
          {m.files}
        </Button>
        <Button
          variant="default"
          leftSection={<IconFolder size={18} aria-hidden="true" />}
          onClick={pick.folder}
        >
          {m.folder}
        </Button>
      </div>
    </div>
  );
}
