package io.github.syncimage.page;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By which names the operator's view may be asked. A page elsewhere can have its own name lead to this machine and read
 * what a browser is answered under it; what stays in {@code Host} is that name.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/421">421 Misdirected Request</a>
 */
public final class HostNames {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.%]+]|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");

    private final Set<String> names;

    /** @param names beside addresses and {@code localhost} */
    public HostNames(Collection<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** @param host without a port, null where the request has none */
    public boolean allow(String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || names.contains(name)
                || ADDRESS.matcher(name).matches();
    }
}
