package faastrace.tryout.build;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The build context of a function, assembled as faas-cli does it, and the build arguments. */
final class FunctionBuildContext {
    private static final String PACKAGES = "ADDITIONAL_PACKAGE";

    private final TriedFunction function;
    private final PatchedCopy source;
    private final Path folder;

    /** @param copy the folder in which the context is written, in the subfolder {@code build} */
    FunctionBuildContext(TriedFunction function, PatchedCopy source, Path copy) {
        this.function = function;
        this.source = source;
        this.folder = copy;
    }

    /** Writes the context and returns its folder: the template's content, with the handler in its handler folder. */
    Path write() {
        Path context = folder.resolve("build").resolve(function.name());
        FolderCopy copier = source.copier();
        Path handler = context;
        if (!function.hasOwnDockerfile()) {
            copier.contents(source.template(), context, Set.of());
            handler = context.resolve(BuildSettings.read(source.template()).handlerFolder());
        }
        copier.contents(source.handler(), handler, Set.of("build", "template"));
        for (String extra : function.extraPaths()) {
            Path inside = Path.of(extra).normalize();
            copier.copy(folder.resolve(inside), handler.resolve(inside));
        }
        return context;
    }

    /** The build arguments for the Dockerfile. */
    Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String proxy : List.of("http_proxy", "https_proxy")) {
            String value = System.getenv().getOrDefault(proxy, "");
            if (!value.isEmpty()) {
                arguments.put(proxy, value);
            }
        }
        arguments.putAll(function.buildArguments());
        List<String> more = List.of(arguments.getOrDefault(PACKAGES, "").split(" "));
        BuildSettings settings = BuildSettings.read(source.template());
        arguments.put(PACKAGES, String.join(" ", settings.packages(function.buildOptions(), more)));
        return arguments;
    }
}
