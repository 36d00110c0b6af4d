// Uses CPU time for a minute, in a function whose name the test looks for in the trace.
function grindNumbers(count) {
    let total = 0;
    for (let number = 0; number < count; number++) {
        total += Math.sqrt(number);
    }
    return total;
}

const end = Date.now() + 60000;
while (Date.now() < end) {
    grindNumbers(1e6);
}
