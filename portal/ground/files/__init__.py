"""Files that people upload: known by their content, checked or redrawn in a confined child before anything is kept."""
