"""What a subscriber and a visitor see: the feed, the page of the episodes, and a server for both.

In: the show and the releases below `output/`, each known by its manifest. Out: the bytes of
`feed.xml` and `index.html`, and HTTP answers. It never makes or alters a release, and a feed or a
page says nothing that a manifest does not say. Import the module that you need (`feed`, `releases`,
`site`, `server`): each brings its own library, and nobody who only wants one should load them all.
"""
