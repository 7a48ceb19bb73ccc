// The phone's own server. Everything is asked by POST: a number has no place in an address.

export class Problem extends Error {}

export async function directory() {
  const answer = await fetch("/api/directory");
  if (!answer.ok) throw new Problem("other");
  return answer.json();
}

// Takes a form, or an object of its values. Throws a Problem whose message is one of the template's problem words.
export async function tell(path, given) {
  const body = given instanceof FormData ? given : new URLSearchParams(given);
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body });
  } catch {
    throw new Problem("other");
  }
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  throw new Problem(answer.status === 413 ? "large" : (told.problem ?? "other"));
}
