package io.github.syncimage.postprocess.swr;

import io.github.syncimage.registry.SwrHost;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The management API of each region that images go to. An image's region is the one in its host name; the configured one
 * counts where that names none.
 */
public final class SwrRegions {
    private final SwrAccount account;
    private final Patience patience;
    private final Map<String, SwrApi> apis = new ConcurrentHashMap<>();

    /** @param account null where no keys are configured; then nothing here is ever called */
    public SwrRegions(SwrAccount account, Patience patience) {
        this.account = account;
        this.patience = patience;
    }

    boolean configured() {
        return account != null;
    }

    SwrApi of(String host) {
        String region = SwrHost.region(host).orElse(account.region());
        return apis.computeIfAbsent(region, name -> new SwrApi(account.withRegion(name), patience));
    }
}
