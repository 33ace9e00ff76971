/** What is happening now, as a document that many look at. */
package io.github.syncimage.page.now;
