"""The demo publication in `demo/`: plain files become a magazine to try things out on."""
