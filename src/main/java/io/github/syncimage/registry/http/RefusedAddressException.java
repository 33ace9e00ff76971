package io.github.syncimage.registry.http;

import java.net.UnknownHostException;

/** A name that a public registry led to stands for an address of ours. */
final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String host) {
        super(host + " is at a private address, and not configured under registries.hosts");
    }
}
