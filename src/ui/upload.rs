//! Uploads in the browser: dropped, chosen or pasted files on their way.
