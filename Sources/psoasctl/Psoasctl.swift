import ArgumentParser

@main struct Psoasctl: ParsableCommand {}
