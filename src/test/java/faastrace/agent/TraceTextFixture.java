package faastrace.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Runs the awk programs that cut the text of perf into traces. */
abstract class TraceTextFixture extends AwkFixture {
    private static final List<String> OUTPUTS = List.of(
            "header=header",
            "text=text",
            "carry=carry",
            "head=head",
            "counted=counted",
            "demand_text=demand.text",
            "demand_head=demand.head");

    /** perf's event for invocations on demand. */
    String dense = "cpu-clock/freq=5000,name=demand/u";

    /** The invocations whose waits are recorded. */
    String waits = "off";

    private List<String> outputs() {
        List<String> arguments = new ArrayList<>();
        OUTPUTS.forEach(output -> arguments.addAll(List.of("-v", output)));
        arguments.addAll(List.of("-v", "dense=" + dense, "-v", "waits=" + waits));
        return arguments;
    }

    /** Writes the files about invocations. Nothing else is known about the process. */
    final void writeEnded(String... invocations) throws IOException {
        Files.deleteIfExists(directory.resolve("text"));
        if (invocations.length == 0) {
            Files.writeString(directory.resolve("ended"), "");
        } else {
            write("ended", invocations);
        }
        for (String file : List.of("under_way", "threads")) {
            Files.writeString(directory.resolve(file), "");
        }
    }

    final void runHooked(String awk, String finish) throws Exception {
        List<String> arguments = outputs();
        arguments.addAll(List.of(
                "-v", "finish=" + finish, "PROGRAM", "gaps", "ended", "under_way", "broken", "names", "threads", "-"));
        for (String file : List.of("broken", "gaps", "names")) {
            Files.writeString(directory.resolve(file), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        run(awk, "waits hooked", arguments.toArray(String[]::new));
    }

    final void runForked(String awk) throws Exception {
        List<String> arguments = outputs();
        arguments.addAll(List.of("PROGRAM", "taken", "-"));
        run(awk, "waits context forked", arguments.toArray(String[]::new));
    }
}
