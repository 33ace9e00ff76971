package io.github.syncimage.postprocess.swr;

import java.net.URI;

/**
 * Whose SWR it is and where its management API stands.
 *
 * @param region {@code cn-southwest-2}
 * @param endpoint of the API; null for the region's own
 * @param projectId of the region's project; null has the SDK ask IAM for it
 * @param iamEndpoint where the SDK asks; null for the vendor's own
 */
public record SwrAccount(
        String accessKey, String secretKey, String region, URI endpoint, String projectId, URI iamEndpoint) {
    private static final String REGIONS_OWN = "https://swr-api.%s.myhuaweicloud.com";

    SwrAccount withRegion(String newRegion) {
        return new SwrAccount(accessKey, secretKey, newRegion, endpoint, projectId, iamEndpoint);
    }

    /** The API's address, whether configured or the region's own. */
    public URI api() {
        return endpoint != null ? endpoint : URI.create(REGIONS_OWN.formatted(region));
    }

    /**
     * Whether IAM has to be asked for the project. Somebody who gives the API another address but no IAM gets no call to
     * the public IAM behind his back: without a project id SWR takes the region's main project.
     */
    boolean asksIam() {
        return projectId == null && (endpoint == null || iamEndpoint != null);
    }

    @Override
    public String toString() {
        return "SwrAccount[" + api() + "]";
    }
}
