package faastrace.project.settings;

import java.util.Optional;

/**
 * A setting whose value differs from the one that a template was last patched with.
 *
 * @param setting the setting
 * @param was the value in {@code faas-trace.lock}
 * @param now the value that applies now
 */
public record SettingChange(Setting setting, String was, String now) {
    /** Both values, in words. */
    public String words() {
        String origin = now.equals(setting.standard()) ? " (the default)" : "";
        return setting.key() + " was '" + was + "', now '" + now + "'" + origin;
    }

    /**
     * The line in {@code faas-trace.yaml} that keeps the earlier value. Empty if the earlier value is the default: then
     * somebody has set the new value on purpose.
     */
    public Optional<String> lineThatKeepsIt() {
        return was.equals(setting.standard()) ? Optional.empty() : Optional.of(setting.key() + ": " + was);
    }
}
