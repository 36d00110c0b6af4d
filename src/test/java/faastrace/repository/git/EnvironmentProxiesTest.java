package faastrace.repository.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    @Test
    void eachSchemeHasItsVariableAndAllProxyStandsInForBoth() {
        assertThat(proxy(Map.of("https_proxy", "http://p:8080"), "https://h/")).isEqualTo("p:8080");
        assertThat(proxy(Map.of("HTTPS_PROXY", "p:8080"), "https://h/")).isEqualTo("p:8080");
        assertThat(proxy(Map.of("https_proxy", "http://p:8080"), "http://h/")).isEqualTo("direct");
        assertThat(proxy(Map.of("HTTP_PROXY", "http://p:8080"), "http://h/"))
                .as("a CGI's client could set this one")
                .isEqualTo("direct");
        assertThat(proxy(Map.of("all_proxy", "http://user:pw@p:8080"), "http://h/"))
                .isEqualTo("p:8080");
        assertThat(proxy(Map.of("https_proxy", "%%%"), "https://h/")).isEqualTo("direct");
        assertThatThrownBy(() -> proxy(Map.of("http_proxy", "http://p:99999"), "http://h/"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the proxy's port is not valid");
    }

    @Test
    void exceptionsGoDirect() {
        for (String exception : new String[] {"*", "h.example", ".example", "*.example", "a, example:443"}) {
            assertThat(proxy(Map.of("https_proxy", "http://p:1", "no_proxy", exception), "https://h.example/"))
                    .isEqualTo("direct");
        }
        assertThat(proxy(Map.of("https_proxy", "http://p:1", "no_proxy", "ample"), "https://h.example/"))
                .isEqualTo("p:1");
    }

    private static String proxy(Map<String, String> environment, String target) {
        Proxy proxy =
                new EnvironmentProxies(environment).select(URI.create(target)).get(0);
        return proxy.address() instanceof InetSocketAddress at ? at.getHostString() + ":" + at.getPort() : "direct";
    }
}
