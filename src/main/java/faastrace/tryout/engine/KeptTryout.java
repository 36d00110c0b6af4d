package faastrace.tryout.engine;

import java.util.List;

/**
 * What a tryout leaves where that was wished.
 *
 * @param commands the commands that do what it did
 * @param removal the commands that take away what it left
 */
public record KeptTryout(List<String> commands, List<String> removal) {
    public static final KeptTryout NOTHING = new KeptTryout(List.of(), List.of());
}
