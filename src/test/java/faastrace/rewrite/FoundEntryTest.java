package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests templates whose entry is found by patterns for its path and its text, such as the project file of a web server. */
class FoundEntryTest {
    private static final String WEB = "<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n%s</Project>\n";
    private static final String RUN = "ENV fprocess=\"dotnet root.dll\" mode=http\nCMD [\"fwatchdog\"]\n";
    private static final String FINAL = "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=build /app .\n" + RUN;

    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn(),
            PatchSettings.standard().byName(),
            PatchSettings.standard().changedByName());

    private Rewrite rewrite(String copies, TemplateFile... files) {
        String build = "FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\n" + copies + "\nRUN dotnet publish -o /app\n";
        Template template = Template.of("x", List.of(files));
        return rewriter.rewrite("x", template.with(Map.of("Dockerfile", TemplateFile.of("Dockerfile", build + FINAL))));
    }

    private static TemplateFile project(String path, String... lines) {
        return TemplateFile.of(path, WEB.formatted(String.join("\n", lines) + "\n"));
    }

    private static String dockerfile(Rewrite rewrite) {
        return rewrite.traced().file("Dockerfile").orElseThrow().text();
    }

    @Test
    void theHookIsPutNextToTheProjectThatServes() {
        Rewrite rewrite = rewrite(
                "COPY . .",
                project("web/root.csproj"),
                TemplateFile.of("function/f.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n"));
        assertThat(rewrite.overlays()).extracting(Overlay::name).contains("dotnet-http");
        assertThat(rewrite.traced().file("web/FaasTrace.cs")).isPresent();
        assertThat(dockerfile(rewrite)).doesNotContain("COPY FaasTrace.cs");
    }

    @Test
    void aConsoleProjectThatUsesTheServersPackageServesToo() {
        String text = "<Project Sdk=\"Microsoft.NET.Sdk\">\n<OutputType>Exe</OutputType>\n"
                + "<PackageReference Include=\"Microsoft.AspNetCore\" Version=\"2.2.0\" />\n</Project>\n";
        assertThat(rewrite("COPY . .", TemplateFile.of("root.csproj", text)).level())
                .isEqualTo(Level.INVOCATION);
        String other = text.replace("Microsoft.AspNetCore", "Newtonsoft.Json");
        assertThat(rewrite("COPY . .", TemplateFile.of("root.csproj", other)).level())
                .isEqualTo(Level.PROCESS);
    }

    /** The function's own handler folder replaces that of the template, so nothing may be added to it. */
    @Test
    void besideAnEntryInTheHandlersFolderTheHookIsCopiedByTheDockerfile() {
        Rewrite rewrite = rewrite("COPY function/ .", project("function/f.csproj"));
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.traced().file("FaasTrace.cs")).isPresent();
        assertThat(dockerfile(rewrite)).contains("COPY function/ .\nCOPY FaasTrace.cs .\n");

        Rewrite whole = rewrite("COPY . /src/", project("function/f.csproj"));
        assertThat(dockerfile(whole)).contains("COPY . /src/\nCOPY FaasTrace.cs /src/function/\n");
    }

    @Test
    void aProjectThatListsItsSourcesListsTheHookToo() {
        String[] lines = {
            "<EnableDefaultItems>false</EnableDefaultItems>",
            "    <Compile Include=\"A.cs\" />",
            "    <Compile Include=\"B.cs\" />"
        };
        Rewrite rewrite = rewrite("COPY . .", project("root.csproj", lines));
        assertThat(rewrite.traced().file("root.csproj").orElseThrow().text())
                .endsWith("    <Compile Include=\"B.cs\" />\n  <ItemGroup>\n    <Compile Include=\"FaasTrace.cs\""
                        + " Exclude=\"@(Compile)\" />\n  </ItemGroup>\n</Project>\n");
        assertThat(rewrite("COPY function/ .", project("function/root.csproj", lines))
                        .level())
                .isEqualTo(Level.PROCESS);
        TemplateFile everywhere = TemplateFile.of("Directory.Build.props", "<Project>" + lines[0] + "</Project>\n");
        assertThat(rewrite("COPY . .", project("root.csproj"), everywhere).level())
                .isEqualTo(Level.PROCESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<TargetFramework>net8.0</TargetFramework><LangVersion>8.0</LangVersion>",
                "<TargetFramework>net10.0</TargetFramework><LangVersion>7</LangVersion>",
                "<TargetFramework>netcoreapp1.1</TargetFramework>",
                "<TargetFramework>net48</TargetFramework>"
            })
    void aProjectThatCouldNotCompileTheHookIsTracedInWindows(String line) {
        assertThat(rewrite("COPY . .", project("root.csproj", line)).level()).isEqualTo(Level.PROCESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<TargetFramework>net8.0</TargetFramework><LangVersion>12</LangVersion>",
                "<TargetFramework>net8.0</TargetFramework><LangVersion>latest</LangVersion>",
                "<TargetFramework>netcoreapp2.1</TargetFramework><LangVersion>7.1</LangVersion>"
            })
    void otherVersionsOfTheLanguageAreFine(String line) {
        assertThat(rewrite("COPY . .", project("root.csproj", line)).level()).isEqualTo(Level.INVOCATION);
    }

    @Test
    void twoProjectsThatServeLeaveOpenWhichOneIsMeant() {
        Rewrite rewrite = rewrite("COPY . .", project("a.csproj"), project("b/b.csproj"));
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
    }

    @Test
    void aProjectInAnotherLanguageIsTracedInWindows() {
        assertThat(rewrite("COPY . .", project("root.fsproj")).level()).isEqualTo(Level.PROCESS);
    }
}
