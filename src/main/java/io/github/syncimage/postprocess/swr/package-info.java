/**
 * Huawei Cloud SWR's management API through the vendor's SDK: makes a repository public, creates an organization. {@link
 * io.github.syncimage.postprocess.swr.SwrApi} is the only class that knows the SDK, and nobody loads it without keys.
 */
package io.github.syncimage.postprocess.swr;
