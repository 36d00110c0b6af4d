package faastrace.tryout.engine;

import java.util.List;

/**
 * What a tryout leaves where that was wished.
 *
 * @param commands the commands that do what it did
 * @param removal the commands that take away what it left
 */
public record Kept(List<String> commands, List<String> removal) {
    public static final Kept NOTHING = new Kept(List.of(), List.of());
}
