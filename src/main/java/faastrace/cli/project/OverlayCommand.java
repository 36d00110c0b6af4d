package faastrace.cli.project;

import faastrace.cli.terminal.OutputFormat;
import faastrace.document.Json;
import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "overlay",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What is built in; copy one out to change it; check one's own.")
public final class OverlayCommand {
    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the overlays.")
    int list(
            @Option(names = "--overlays", paramLabel = "DIR", description = "Laid over the built-in ones.") Path folder,
            @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.", defaultValue = "text")
                    OutputFormat format) {
        PrintWriter out = spec.commandLine().getOut();
        Overlays overlays =
                folder == null ? Overlays.builtIn() : Overlays.builtIn().with(folder);
        List<Map<String, Object>> items = new ArrayList<>();
        for (Overlay overlay : overlays.all()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("name", overlay.name());
            item.put("kind", overlay.kind().word());
            item.put("level", overlay.level().word());
            item.put("version", overlay.version());
            item.put("description", overlay.description());
            item.put("frames", overlay.frames());
            items.add(item);
            if (format != OutputFormat.json) {
                out.println(String.format(
                        "%-16s %-13s %s", overlay.name(), overlay.kind().word(), overlay.description()));
            }
        }
        if (format == OutputFormat.json) {
            out.print(Json.write(Map.of("version", 1, "overlays", items)));
        }
        return 0;
    }

    @Command(
            name = "eject",
            mixinStandardHelpOptions = true,
            description = "Copies a built-in overlay out, to be changed and used with --overlays.")
    int eject(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--to", paramLabel = "DIR", description = "Default: overlays.", defaultValue = "overlays")
                    Path folder)
            throws IOException {
        Overlay overlay = Overlays.builtIn()
                .named(name)
                .orElseThrow(() -> new Problem(name, "there is no such overlay", "see 'faas-trace overlay list'"));
        Path target = folder.resolve(overlay.name());
        if (Files.exists(target)) {
            throw new Problem(target.toString(), "is there already", "remove it, or give another folder by --to");
        }
        try {
            for (Map.Entry<String, byte[]> file : overlay.texts().entrySet()) {
                Path path = target.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException e) {
            throw Problem.of(target, e);
        }
        spec.commandLine().getOut().println(target);
        spec.commandLine()
                .getErr()
                .println("Change it, then: faas-trace overlay validate " + folder + " && faas-trace patch --overlays "
                        + folder);
        return 0;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Checks a folder of overlays; errors name file, line and column.")
    int validate(
            @Parameters(paramLabel = "DIR", description = "A folder with one folder per overlay.") Path folder,
            @Option(
                            names = "--on",
                            paramLabel = "TEMPLATE",
                            description = "Try them on a template's folder: what matches, and why not.")
                    Path template) {
        Overlays overlays = Overlays.only(folder);
        if (overlays.all().isEmpty()) {
            throw new Problem(
                    folder.toString(), "there is no overlay in it", "give the folder above the overlay's own");
        }
        overlays.all().forEach(Overlay::checkTexts);
        overlays.all()
                .forEach(overlay -> spec.commandLine()
                        .getOut()
                        .println(overlay.name() + ": valid (" + overlay.kind().word() + ")"));
        return template == null
                ? 0
                : new OverlayTrial(folder, spec.commandLine().getOut()).on(template);
    }
}
