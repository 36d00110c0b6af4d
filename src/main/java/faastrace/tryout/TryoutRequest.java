package faastrace.tryout;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be tried.
 *
 * @param root the function repository
 * @param stackFile the stack file, where it is not the usual one
 * @param function the function's name in it
 * @param engine the command that reaches the container engine; empty: the first one that answers
 * @param body what is sent to the function; empty: a GET without a body
 * @param requests how many requests are sent
 * @param traces the folder in which traces are kept
 * @param keep whether the container, the image and the files stay
 * @param options more options for the engine's run command
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
