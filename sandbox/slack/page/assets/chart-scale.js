/**
 * Round numbers that span all values and nought, for the lines of a chart.
 * @param {readonly number[]} values
 * @returns {number[]} at least two, rising
 */
export function ticksFor(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep((high - low || 1) / 4);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Counted in whole steps, so that no 0.30000000000000004 ever labels a line.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** The next of 1, 2, 2.5 and 5 times a power of ten. @param {number} rough */
function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}

/** @param {number} value */
export function short(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trim(value / 1e6)}M`;
  if (size >= 1e4) return `${trim(value / 1e3)}k`;
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** @param {number} value */
function trim(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** About how many pixels a label takes. @param {string} label */
export function lengthOf(label) {
  return label.length * 6 + 4;
}

/**
 * How many labels to pass over so that those left do not touch: 1 shows every one.
 * @param {readonly string[]} labels
 * @param {number} room for one label
 */
export function labelStep(labels, room) {
  const longest = Math.max(0, ...labels.map(lengthOf));
  return Math.max(1, Math.ceil((longest + 6) / room));
}
