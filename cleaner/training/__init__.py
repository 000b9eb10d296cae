"""Learning the weights of the stage `select` from labelled documents."""
