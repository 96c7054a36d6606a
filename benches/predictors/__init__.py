"""What `prediction.py` measures: the data sets, the models, the scores."""
