package faastrace.tryout.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that only the leftovers of runs that have ended are considered abandoned. */
class RunFolderTest {
    private static final List<String> ENGINE = List.of("docker", "--host", "unix:///a b");

    @TempDir
    Path all;

    @Test
    void whatARunThatEndedLeftIsFoundWithItsEngineAndCanBeDeleted() throws Exception {
        RunFolder run = RunFolder.create(all, ENGINE, false);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
                .isEqualTo("rwx------");
        Files.createDirectories(run.copy().resolve("template"));
        assertThat(RunFolder.abandoned(all)).isEmpty();
        run.close();
        List<RunFolder> left = RunFolder.abandoned(all);
        assertThat(left).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo(run.id());
            assertThat(found.engine()).isEqualTo(ENGINE);
        });
        assertThat(RunFolder.abandoned(all))
                .as("while another run cleans it up")
                .isEmpty();
        left.get(0).delete();
        left.get(0).close();
        assertThat(all).isEmptyDirectory();
    }

    @Test
    void whatIsKeptAndWhatIsNoRunsIsNotFound() throws Exception {
        RunFolder.create(all, ENGINE, true).close();
        Files.createDirectories(all.resolve("somebody-elses"));
        Files.createSymbolicLink(all.resolve("0123456789ab"), all.resolve("somebody-elses"));
        assertThat(RunFolder.abandoned(all)).isEmpty();
    }

    @Test
    void aFolderWithoutALockIsFoundOnceItIsOldEnoughNotToBeInTheMaking() throws Exception {
        Path folder = Files.createDirectories(all.resolve(".new-0123456789ab"));
        assertThat(RunFolder.abandoned(all)).isEmpty();
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        List<RunFolder> left = RunFolder.abandoned(all);
        assertThat(left).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo("0123456789ab");
            assertThat(found.engine()).isEmpty();
        });
        left.forEach(RunFolder::close);
    }
}
