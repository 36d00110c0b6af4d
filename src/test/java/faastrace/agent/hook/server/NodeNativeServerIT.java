package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hook in uWebSockets.js, with a stand-in for that server. */
@Timeout(60)
class NodeNativeServerIT {
    @Test
    void eachCallOfAHandlerBeginsAndEndsOnce() throws Exception {
        Means.require("node");
        Process process = new ProcessBuilder(
                        "node",
                        "src/test/resources/node/uws.js",
                        Agent.OVERLAYS.resolve("node-http").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEqualTo("""
                hello
                listening socket
                begin now
                end q
                ended now
                returned
                begin untraced
                end x
                ended
                returned
                begin status
                writeStatus 404
                writeHeader X-Faas-Trace-Id status
                writeHeader A b
                end none
                ended status
                returned
                begin now
                writeHeader X-Faas-Trace-Id now
                end q
                ended now
                returned
                begin later
                returned
                end late
                ended later
                begin later
                returned
                ended later
                aborted
                begin whole
                tryEnd part
                returned
                tryEnd all
                ended whole
                begin other
                ended other
                returned not mine
                begin upgrade
                upgrade data context
                ended upgrade
                returned
                begin thrown
                ended thrown
                failed
                a response without a handler
                """);
    }
}
