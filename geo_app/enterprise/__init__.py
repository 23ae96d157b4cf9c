"""The enterprise's own doors: invitations to check and rectify, the code on the spot, notice card and board."""
