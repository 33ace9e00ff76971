package io.github.syncimage.copy;

import io.github.syncimage.registry.RegistryException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What each target host takes: known by its name, or learned when it refused OCI. */
final class Dialects {
    /** Huawei SWR takes layers up to 10 GB by a client's push, says its user guide. */
    private static final long SWR_LARGEST_LAYER = 10_000_000_000L;

    private final Set<String> refusedOci = ConcurrentHashMap.newKeySet();

    /** Whether manifests for this host have to be Docker's. */
    boolean docker(Dialect dialect, String host) {
        return switch (dialect) {
            case DOCKER -> true;
            case OCI -> false;
            case AUTO -> isSwr(host) || refusedOci.contains(host);
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
        return isSwr(host) ? SWR_LARGEST_LAYER : Long.MAX_VALUE;
    }

    private static boolean isSwr(String host) {
        return host.startsWith("swr.") && host.endsWith(".myhuaweicloud.com");
    }
}
