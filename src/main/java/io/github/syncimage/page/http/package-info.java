/** The page's port: which requests are answered at all, with which headers, and the streams of events. */
package io.github.syncimage.page.http;
