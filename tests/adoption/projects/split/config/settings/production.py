import os

from config.settings.base import *

DEBUG = False
# Which of the settings is in force is asked for, as some projects do.
ENVIRONMENT = os.environ["DJANGO_SETTINGS_MODULE"].rpartition(".")[2]
