"""`python -m cleaner.training` learns weights from labelled documents."""

from cleaner.training.train import main

if __name__ == "__main__":
    main()
