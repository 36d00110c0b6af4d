package faastrace.host.enable;

import java.util.List;
import java.util.Optional;

/**
 * A word of the command line that starts a daemon.
 *
 * @param where the file or the process that the word was read from
 */
record CommandLineWord(String text, String where) {
    /** The value of an option, written {@code --option=value} or {@code --option value}. The last occurrence wins. */
    static Optional<CommandLineWord> value(List<CommandLineWord> words, String option) {
        Optional<CommandLineWord> found = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            CommandLineWord word = words.get(i);
            if (word.text().startsWith(option + "=")) {
                found = Optional.of(new CommandLineWord(word.text().substring(option.length() + 1), word.where()));
            } else if (word.text().equals(option) && i + 1 < words.size()) {
                found = Optional.of(words.get(i + 1));
            }
        }
        return found;
    }
}
