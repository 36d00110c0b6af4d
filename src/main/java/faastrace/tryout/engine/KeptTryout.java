package faastrace.tryout.engine;

import java.util.List;

/**
 * What a tryout leaves behind if the user asks to keep it.
 *
 * @param commands the commands that repeat what the tryout did
 * @param removal the commands that remove what the tryout left behind
 */
public record KeptTryout(List<String> commands, List<String> removal) {
    public static final KeptTryout NOTHING = new KeptTryout(List.of(), List.of());
}
