/** Who is told beside the issue, of what, and in the form that each kind of receiver wants. */
package io.github.syncimage.notify;
