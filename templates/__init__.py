"""What we know of an industry before we know the business."""
