/** Which of the runs that several daemons share are this one's, asked before something is written. */
package io.github.syncimage.flow.lease;
