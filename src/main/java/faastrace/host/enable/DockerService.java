package faastrace.host.enable;

import faastrace.document.UserFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out how the machine starts dockerd. Reads systemd's unit and drop-ins, or the files that init scripts read. */
final class DockerService {
    private static final String UNIT = "docker.service";
    private static final List<String> FOLDERS = List.of(
            "etc/systemd/system",
            "run/systemd/system",
            "usr/local/lib/systemd/system",
            "usr/lib/systemd/system",
            "lib/systemd/system");
    private static final Map<String, String> INIT_SCRIPTS = Map.of(
            "etc/default/docker", "DOCKER_OPTS", "etc/conf.d/docker", "DOCKER_OPTS", "etc/sysconfig/docker", "OPTIONS");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*+\"|'[^']*+'|[^\\s\"'])++");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)})");

    private final Path root;
    private final Map<String, CommandLineWord> variables = new HashMap<>();
    private final List<CommandLineWord> starts = new ArrayList<>();

    private DockerService(Path root) {
        this.root = root;
    }

    /** The words of dockerd's command line. Empty if this machine does not start dockerd as a service. */
    static List<CommandLineWord> words(Path root) {
        DockerService service = new DockerService(root);
        List<String> files = service.files();
        if (files.isEmpty()) {
            return service.ofInitScript();
        }
        files.forEach(service::readUnit);
        return service.starts.stream().flatMap(service::expanded).toList();
    }

    private List<CommandLineWord> ofInitScript() {
        List<CommandLineWord> words = new ArrayList<>();
        INIT_SCRIPTS.forEach((file, variable) -> {
            variables.clear();
            readEnvironment(file);
            if (variables.containsKey(variable)) {
                words.addAll(words(variables.get(variable)));
            }
        });
        return words;
    }

    /** The unit from the first folder that has it, and the unit's drop-ins, sorted by name. */
    private List<String> files() {
        List<String> files = new ArrayList<>();
        FOLDERS.stream()
                .map(folder -> folder + "/" + UNIT)
                .filter(file -> Files.exists(root.resolve(file)))
                .limit(1)
                .forEach(files::add);
        Map<String, String> dropIns = new TreeMap<>();
        for (String folder : FOLDERS) {
            names(root.resolve(folder + "/" + UNIT + ".d"))
                    .forEach(name -> dropIns.putIfAbsent(name, folder + "/" + UNIT + ".d/" + name));
        }
        files.addAll(dropIns.values());
        return files;
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .toList();
        } catch (IOException notThere) {
            return List.of();
        }
    }

    private void readUnit(String file) {
        for (String line : text(file).replaceAll("\\\\\\R", " ").lines().toList()) {
            String[] parts = line.split("=", 2);
            if (parts.length == 2) {
                set(parts[0].strip(), parts[1].strip(), file);
            }
        }
    }

    private void set(String key, String value, String file) {
        switch (key) {
            case "ExecStart" -> {
                if (value.isEmpty()) {
                    starts.clear();
                } else {
                    starts.add(new CommandLineWord(value, shown(file)));
                }
            }
            case "Environment" ->
                words(new CommandLineWord(value, shown(file))).forEach(word -> assign(word.text(), word.where()));
            case "EnvironmentFile" -> readEnvironment(value.replaceFirst("^-?/*", ""));
            default -> {
                // Other keys don't affect the command line.
            }
        }
    }

    private void readEnvironment(String file) {
        text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    String[] parts = line.replaceFirst("^export\\s+", "").split("=", 2);
                    if (parts.length == 2) {
                        assign(parts[0] + "=" + parts[1].strip().replaceAll("^([\"'])(.*)\\1$", "$2"), shown(file));
                    }
                });
    }

    private void assign(String assignment, String where) {
        String[] parts = assignment.split("=", 2);
        if (parts.length == 2) {
            variables.put(parts[0], new CommandLineWord(parts[1], where));
        }
    }

    /** Substitutes variables. A variable that is a whole word may expand to several words. */
    private Stream<CommandLineWord> expanded(CommandLineWord line) {
        return words(line).stream().flatMap(word -> {
            Matcher whole = VARIABLE.matcher(word.text());
            if (whole.matches()) {
                CommandLineWord value = variables.get(whole.group(1) != null ? whole.group(1) : whole.group(2));
                return value == null ? Stream.of() : words(value).stream();
            }
            return Stream.of(new CommandLineWord(substituted(word.text()), word.where()));
        });
    }

    private String substituted(String word) {
        return VARIABLE.matcher(word).replaceAll(match -> {
            CommandLineWord value = variables.get(match.group(1) != null ? match.group(1) : match.group(2));
            return value == null ? "" : Matcher.quoteReplacement(value.text());
        });
    }

    private static List<CommandLineWord> words(CommandLineWord line) {
        return WORD.matcher(line.text())
                .results()
                .map(match -> new CommandLineWord(match.group().replaceAll("[\"']", ""), line.where()))
                .toList();
    }

    private String text(String file) {
        Path path = root.resolve(file);
        // A masked unit, like a missing file, has no content.
        return Files.isRegularFile(path) ? UserFile.read(shown(file), path) : "";
    }

    private String shown(String file) {
        return root.resolve(file).toString();
    }
}
