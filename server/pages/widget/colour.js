/* The business picks one colour; we make sure that people can read on it and read it. */

const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const luminance = (hex) => {
  const [r, g, b] = rgb(hex).map((value) => channel(value / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const mixed = (hex, other, share) =>
  "#" + rgb(hex).map((value, at) => Math.round(value + (rgb(other)[at] - value) * share).toString(16).padStart(2, "0")).join("");

/* The colour nearest to `hex` that has at least 4.5:1 on `ground` (WCAG AA for text). */
export const readable = (hex, ground) => {
  const towards = luminance(ground) > 0.4 ? "#000000" : "#ffffff";
  let share = 0;
  while (share < 1 && contrast(mixed(hex, towards, share), ground) < 4.5) share += 0.05;
  return mixed(hex, towards, share);
};

// The darkest light ground and the lightest dark ground that coloured words stand on.
const LIGHT = "#e2e5e9";
const DARK = "#2d3038";

/* CSS that sets the brand, or nothing when the server sent something that is no colour. */
export const brandRules = (hex) => {
  if (!/^#[0-9a-f]{6}$/i.test(hex || "")) return "";
  const ink = contrast(hex, "#ffffff") >= 4.5 ? "#ffffff" : contrast(hex, "#101418") >= 4.5 ? "#101418" : "#000000";
  return `:host{--brand:${hex};--on-brand:${ink};--brand-text:${readable(hex, LIGHT)};--brand-text-dark:${readable(hex, DARK)}}`;
};
