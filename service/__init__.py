"""Where the stages meet: the build, the command line and, later, the service and its pages."""
