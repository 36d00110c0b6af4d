package faastrace.repository.git;

import faastrace.document.HttpUrl;
import faastrace.problem.Problem;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that git and curl would use: {@code https_proxy}, {@code http_proxy}, {@code all_proxy},
 * {@code no_proxy}.
 */
public final class EnvironmentProxies extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Uses these proxies for this process, unless Java's own settings name other proxies. */
    public static void use() {
        EnvironmentProxies proxies = new EnvironmentProxies(System.getenv());
        boolean named = proxies.proxy("http") != null || proxies.proxy("https") != null;
        if (named && System.getProperty("https.proxyHost") == null && System.getProperty("http.proxyHost") == null) {
            // By default, Java refuses Basic authentication at a proxy for https. git allows it.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            Authenticator.setDefault(proxies.new Login());
            ProxySelector.setDefault(proxies);
        }
    }

    @Override
    public List<Proxy> select(URI target) {
        URI proxy = proxy(target.getScheme());
        if (proxy == null || target.getHost() == null || direct(target.getHost())) {
            return List.of(Proxy.NO_PROXY);
        }
        boolean socks = proxy.getScheme().startsWith("socks");
        int port = proxy.getPort() > 0
                ? proxy.getPort()
                : socks || proxy.getScheme().equals("http") ? 1080 : 443;
        return List.of(new Proxy(
                socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
        // The failed connection is reported anyway.
    }

    private @Nullable URI proxy(String scheme) {
        String value =
                first(scheme + "_proxy", scheme.equals("http") ? "" : scheme.toUpperCase(Locale.ROOT) + "_PROXY");
        value = value != null ? value : first("all_proxy", "ALL_PROXY");
        if (value == null) {
            return null;
        }
        try {
            URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
            if (proxy.getHost() != null && proxy.getPort() != -1 && !HttpUrl.isPort(proxy.getPort())) {
                throw new Problem(
                        scheme + "_proxy", "the proxy's port is not valid", "correct it, or all_proxy if that is set");
            }
            return proxy.getHost() == null ? null : proxy;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private boolean direct(String host) {
        String exceptions = first("no_proxy", "NO_PROXY");
        if (exceptions == null) {
            return false;
        }
        for (String exception : exceptions.split("[,\\s]+")) {
            String name = exception.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
            if (exception.equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value.trim();
            }
        }
        return null;
    }

    private final class Login extends Authenticator {
        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            for (String scheme : List.of("https", "http")) {
                URI proxy = proxy(scheme);
                if (proxy != null
                        && proxy.getUserInfo() != null
                        && proxy.getHost().equals(getRequestingHost())) {
                    String[] login = proxy.getUserInfo().split(":", 2);
                    return new PasswordAuthentication(login[0], (login.length < 2 ? "" : login[1]).toCharArray());
                }
            }
            return null;
        }
    }
}
