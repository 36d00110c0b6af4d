package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that no regular expression in the code or in an overlay takes more than linear time, whatever the text. */
class HostilePatternsIT {
    /** The classes that create patterns at run time, and what bounds those patterns. */
    private static final Map<String, String> BOUNDED = Map.of(
            "Setting", "run below, setting by setting",
            "RegularExpression",
                    "overlay patterns: the built-in ones are run below; those for files are matched against a BoundedText,"
                            + " and only the built-in ones are used for frames",
            "BuildContext", "patterns of .dockerignore are matched against a BoundedText",
            "EntryCopy", "patterns of COPY are matched against a BoundedText",
            "TracePath", "a quoted text, two names without a slash, and a quoted text",
            "FunctionRoute", "a quoted text, a name without a slash, and a quoted text");

    @Test
    void patternsInTheCodeTakeLinearTime() throws Exception {
        SourcePatterns source = SourcePatterns.read();
        assertThat(source.constant).hasSizeGreaterThan(120);
        Map<String, String> faults = new TreeMap<>();
        for (SourcePatterns.Found found : source.constant) {
            HostileTexts.fault(found.pattern(), found.isSearched())
                    .ifPresent(fault -> faults.put(found.where() + " " + found.pattern(), fault));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aPatternThatIsMadeAtRunTimeIsKnownToBeBounded() throws Exception {
        assertThat(SourcePatterns.read().madeAtRunTime).containsExactlyInAnyOrderElementsOf(BOUNDED.keySet());
    }

    @Test
    void patternsOfSettingsTakeLinearTime() throws Exception {
        for (faastrace.project.settings.Setting setting : faastrace.project.settings.Setting.values()) {
            var field = faastrace.project.settings.Setting.class.getDeclaredField("pattern");
            field.setAccessible(true);
            assertThat(HostileTexts.fault((Pattern) field.get(setting), false))
                    .as(setting.key())
                    .isEmpty();
        }
    }

    @Test
    void patternsOfTheBuiltInOverlaysTakeLinearTime() throws Exception {
        Map<String, String> faults = new TreeMap<>();
        int count = 0;
        for (Overlay overlay : Overlays.builtIn().all()) {
            List<Pattern> patterns = new ArrayList<>();
            collect(overlay, patterns);
            count += patterns.size();
            for (Pattern pattern : patterns) {
                HostileTexts.fault(pattern, true).ifPresent(fault -> faults.put(overlay.name() + " " + pattern, fault));
            }
        }
        assertThat(count).isGreaterThan(40);
        assertThat(faults).isEmpty();
    }

    /** Checks that the test detects slow patterns like those that used to be in the code. */
    @Test
    void aQuadraticPatternAndADeepOneAreNoticed() throws Exception {
        for (String slow : List.of(
                "://.*@",
                "(a|b)*c",
                "^(\\./|/)+x",
                "(/:)*+(a:)*[a:]*x",
                "x*y$",
                "\\$\\{a(:[^}]*)?}",
                "[^/\\s@]*(?:@[^/\\s@]*)*@")) {
            assertThat(HostileTexts.fault(Pattern.compile(slow), true)).as(slow).isPresent();
        }
        for (String fast : List.of("^(\\./)*+x", "[a-z]+", "a|b", "^/+", "://[^/\\s@:]*+@")) {
            assertThat(HostileTexts.fault(Pattern.compile(fast), true)).as(fast).isEmpty();
        }
    }

    private static void collect(Object at, List<Pattern> patterns) throws Exception {
        if (at instanceof Pattern pattern) {
            patterns.add(pattern);
        } else if (at instanceof Map<?, ?> map) {
            collect(map.values(), patterns);
        } else if (at instanceof Collection<?> items) {
            for (Object item : items) {
                collect(item, patterns);
            }
        } else if (at instanceof java.util.Optional<?> some) {
            collect(some.stream().toList(), patterns);
        } else if (at instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                collect(component.getAccessor().invoke(record), patterns);
            }
        } else if (at != null
                && Set.of("faastrace.overlay").contains(at.getClass().getPackageName())
                && !at.getClass().isEnum()) {
            for (var field : at.getClass().getDeclaredFields()) {
                if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    collect(field.get(at), patterns);
                }
            }
        }
    }
}
