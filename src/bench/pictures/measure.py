"""Uses a page in Chromium and prints how long it takes: measure.py PAGE ROUNDS. With 0 rounds, it only opens the page."""
import json
import pathlib
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

SCRIPT = """
const rounds = arguments[0], flame = page.flame, heat = page.heat, times = {};
const drawn = canvas => canvas.getContext("2d").getImageData(0, 0, 1, 1);
const measure = (name, canvas, action) => {
  const begin = performance.now();
  action();
  drawn(canvas);
  (times[name] ||= []).push(performance.now() - begin);
};
for (let round = 0; round < rounds; round++) {
  const wide = flame.boxes.filter(box => box.depth > 1).sort((a, b) => b.width - a.width), box = wide[round % Math.min(wide.length, 10)];
  measure("zoom", flame.canvas, () => flame.zoomTo(box.node));
  measure("zoom", flame.canvas, () => change({zoom: ""}));
  for (const text of ["f", "f1", "f12"]) measure("search", flame.canvas, () => change({search: text}, true));
  change({search: ""}, true);
  measure("colour", flame.canvas, () => change({colour: round % 2 ? "" : "kind"}));
  const moves = [], place = heat.canvas.getBoundingClientRect();
  const point = (kind, move) => heat.canvas.dispatchEvent(new PointerEvent(kind, {isPrimary: true, button: 0, buttons: 1, bubbles: true,
    clientX: place.left + heat.left + 5 + move * 20, clientY: place.top + 20 + move % 30}));
  point("pointerdown", 0);
  for (let move = 1; move <= 40; move++) {
    const begin = performance.now();
    point("pointermove", move);
    drawn(heat.canvas);
    moves.push(performance.now() - begin);
  }
  heat.cancel();
  change({from: "", to: ""});
  (times.drag ||= []).push(Math.max(...moves));
  measure("range", flame.canvas, () => change({from: "1", to: String(2 + round)}));
  change({from: "", to: ""});
  measure("table", flame.canvas, () => change({sort: round % 2 ? "" : "name"}, true));
  if (round < 5) {
    measure("inverted", flame.canvas, () => change({shape: "inverted"}));
    change({shape: ""});
    measure("sandwich", flame.canvas, () => change({of: page.main.names[page.functions.rows[round]]}));
    change({of: ""});
  }
}
return {times, samples: page.data.total, nodes: page.whole.size};
"""


def request(address, body=None, method="POST"):
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    return json.load(urllib.request.urlopen(call, timeout=300))["value"]


def main():
    page, rounds = pathlib.Path(sys.argv[1]).resolve().as_uri(), int(sys.argv[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(["chromedriver", "--port=%d" % port, "--silent"], stdout=subprocess.DEVNULL)
    try:
        address = "http://127.0.0.1:%d/session" % port
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,800"]
        for attempt in range(100):
            try:
                session = request(address, {"capabilities": {"alwaysMatch": {
                    "browserName": "chrome", "goog:chromeOptions": {"args": options}}}})
                break
            except urllib.error.URLError:
                if attempt == 99:
                    raise
                time.sleep(0.1)
        address += "/" + session["sessionId"]
        request(address + "/timeouts", {"script": 300000})
        begin = time.monotonic()
        request(address + "/url", {"url": page})
        while not request(address + "/execute/sync", {"script": "return !!document.body.dataset.ready", "args": []}):
            time.sleep(0.05)
        opened = (time.monotonic() - begin) * 1000
        found = rounds and request(address + "/execute/sync", {"script": SCRIPT, "args": [rounds]})
        request(address, method="DELETE")
    finally:
        driver.terminate()
        driver.wait()
    if not found:
        print("open_ms=%.0f" % opened)
        return
    medians = {name: statistics.median(values) for name, values in found["times"].items()}
    names = ["zoom", "search", "colour", "drag", "range", "table", "sandwich", "inverted"]
    print("samples=%d nodes=%d open_ms=%.0f " % (found["samples"], found["nodes"], opened)
          + " ".join("%s_ms=%.1f" % (name, medians[name]) for name in names))


main()
