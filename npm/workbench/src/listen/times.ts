// Times and numbers as people read them.

/** A length such as `0.52 s`, `3:04` or `2:03:04`. */
export function duration(seconds: number): string {
  if (seconds < 60) {
    return `${seconds.toFixed(2)} s`;
  }
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, '0');
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, '0')}:${tail}`;
}

/** A time with so many decimals: `12.345`, or `1:02:03.4`. */
export function moment(seconds: number, decimals: number): string {
  if (seconds < 60) {
    return seconds.toFixed(decimals);
  }
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(decimals).padStart(decimals === 0 ? 2 : 3 + decimals, '0');
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** A number's text with a true minus, and none before nothing. */
export function signed(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}
