package io.github.syncimage.copy;

import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.SwrHost;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What each target host takes: known by its name, or learned when it refused OCI. */
final class Dialects {
    private final Set<String> refusedOci = ConcurrentHashMap.newKeySet();

    /** Whether manifests for this host have to be Docker's. */
    boolean docker(Dialect dialect, String host) {
        return switch (dialect) {
            case DOCKER -> true;
            case OCI -> false;
            case AUTO -> SwrHost.matches(host) || refusedOci.contains(host);
        };
    }

    /** Whether this refusal is one that Docker's manifests may get around; remembers it for the host. */
    boolean learn(Dialect dialect, String host, RegistryException refusal) {
        boolean curable = refusal.kind() == RegistryException.Kind.MANIFEST_REFUSED && dialect == Dialect.AUTO;
        if (curable) {
            refusedOci.add(host);
        }
        return curable;
    }

    /** Aliyun's registry refuses the config type of BuildKit's attestations. */
    boolean takesAttestations(String host) {
        return !host.endsWith(".aliyuncs.com");
    }

    /** In bytes. */
    long largestLayer(String host) {
        return SwrHost.matches(host) ? SwrHost.MAX_LAYER_BYTES : Long.MAX_VALUE;
    }
}
