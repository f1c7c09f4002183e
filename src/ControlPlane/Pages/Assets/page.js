// Follows the event stream and swaps the page's content. Without script the page is whole; it is just not live.
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const quietMilliseconds = 5000;
let refreshing = false;

async function refresh() {
  // What a person is typing is not taken away.
  if (refreshing || document.activeElement?.matches('main input, main select')) return;
  refreshing = true;
  try {
    const answer = await fetch('/', { headers: { Accept: 'text/html' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = fresh.getElementById('live');
    if (!next) location.reload();
    else document.getElementById('live').replaceWith(next);
    document.querySelector('header p').replaceWith(fresh.querySelector('header p'));
  } catch {
    // The control plane is away; the next round tries again.
  } finally {
    refreshing = false;
  }
}

async function follow() {
  for (;;) {
    try {
      const answer = await fetch('/v1/events');
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        if (value.includes('data:')) await refresh();
      }
    } catch {
      // Begun again below.
    }
    await pause(1000);
  }
}

follow();
setInterval(refresh, quietMilliseconds);
