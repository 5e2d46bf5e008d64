import { Button, Flex, Text } from '@mantine/core';

/** What is shown when the benchmark page, or a file that it needs, is not to be had. */
export function BenchFailure() {
  return (
    <Flex component="main" role="alert" direction="column" align="flex-start" gap="md" maw="44rem" p="md">
      <Text>
        The benchmark page could not be shown. Check the connection, then reload the page. Your pictures and
        captions are kept.
      </Text>
      <Button onClick={() => location.reload()}>Reload</Button>
    </Flex>
  );
}
