/** The small HTTP server that both stand-ins use; it records each request. */
package io.github.syncimage.demo.http;
