/** Cross-attention probabilities [L,H,T,N] as maps: [L,T,N − 1]. */
export function headMeans(
  probabilities: Float32Array,
  { layers, heads }: { layers: number; heads: number },
  tokens: number,
): Float32Array {
  const columns = probabilities.length / layers / heads / tokens;
  const means: number[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let token = 0; token < tokens; token++) {
      for (let column = 1; column < columns; column++) {
        let sum = 0;
        for (let head = 0; head < heads; head++) {
          sum += probabilities[((layer * heads + head) * tokens + token) * columns + column]!;
        }
        means.push(sum / heads);
      }
    }
  }
  return Float32Array.from(means);
}
