package faastrace.tryout.engine;

import java.util.List;

/**
 * What a tryout leaves behind on request.
 *
 * @param commands the commands that repeat what it did
 * @param removal the commands that remove what it left behind
 */
public record KeptTryout(List<String> commands, List<String> removal) {
    public static final KeptTryout NOTHING = new KeptTryout(List.of(), List.of());
}
