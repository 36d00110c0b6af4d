package faastrace.tryout;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options for a tryout.
 *
 * @param root the function repository
 * @param stackFile the stack file, if it is not the default one
 * @param function the function's name in the stack file
 * @param engine the command that reaches the container engine; if empty, the first engine that responds is used
 * @param body the body sent to the function; if empty, a GET without a body is sent
 * @param requests the number of requests
 * @param traces the folder in which traces are stored
 * @param keep whether to keep the container, the image and the files after closing
 * @param options additional options for the engine's run command
 */
public record TryoutRequest(
        Path root,
        Optional<Path> stackFile,
        String function,
        Optional<String> engine,
        Optional<byte[]> body,
        int requests,
        Path traces,
        boolean keep,
        List<String> options) {
    public TryoutRequest {
        options = List.copyOf(options);
    }
}
